/** Runs that last longer than a worker's version: they go on with the next one. Only where the worker has a version, since the server refuses the wish of one without. */
import type { WorkflowDefinitionOptions } from '@temporalio/common'
import { workflowInfo } from '@temporalio/workflow'

export function followWorkerVersions(): WorkflowDefinitionOptions {
  // A worker without a version has a build all the same, of no deployment.
  const { deploymentName = '' } = workflowInfo().currentDeploymentVersion ?? {}
  return deploymentName === '' ? {} : { versioningBehavior: 'AUTO_UPGRADE' }
}
