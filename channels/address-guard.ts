/**
 * Keeps requests to endpoints that users supplied away from addresses that are not public. The addresses of a host are checked as the connection is made
 * and are the ones connected to, so that a name cannot resolve to one address for the check and to another for the connection.
 */
import { lookup as resolveHost, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface AddressGuardOptions {
  /** Also http, and only to this machine: for a stand-in of a push service. */
  allowLoopback: boolean
  /** For tests: in place of the system's resolver. */
  resolve?: (host: string) => Promise<LookupAddress[]>
}

/** The endpoint's host is at an address that is not public. */
export class AddressRefusedError extends Error {
  override name = 'AddressRefusedError'
}

export interface AddressGuard {
  /** The endpoint as a URL, where it is one that may be called as far as it can be told without resolving its host. */
  parseEndpoint(endpoint: string): URL | undefined
  /** For `http.request`. Fails with an AddressRefusedError. */
  lookup: LookupFunction
}

export function createAddressGuard({ allowLoopback, resolve = resolveAll }: AddressGuardOptions): AddressGuard {
  const isAllowed = ({ address, family }: LookupAddress) => {
    const kind = family === 6 ? 'ipv6' : 'ipv4'
    return loopback.check(address, kind) ? allowLoopback : !notPublic.check(address, kind)
  }

  function parseEndpoint(endpoint: string): URL | undefined {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
    if (url === undefined || url.username !== '' || url.password !== '') return undefined
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const family = isIP(host)
    if (family !== 0 && !isAllowed({ address: host, family })) return undefined
    const isLocal = host === 'localhost' || (family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4'))
    return url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback && isLocal) ? url : undefined
  }

  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses
        if (first === undefined || !addresses.every(isAllowed)) callback(new AddressRefusedError('The host is not at a public address'), [])
        else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (fault: NodeJS.ErrnoException) => callback(fault, []),
    )
  }

  return { parseEndpoint, lookup }
}

function resolveAll(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    resolveHost(host, { all: true }, (fault, addresses) => (fault ? reject(fault) : resolve(addresses)))
  })
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** IANA's special-purpose registries (RFC 6890 and its updates): all that is not globally reachable, and what wraps an IPv4 address. */
const notPublic = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(net, prefix, 'ipv6')
