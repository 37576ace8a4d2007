/**
 * A rule for the linter: a test in the browser reads no state of a page only once. What a page says a moment after an action is luck; `expect.poll` and the functions of
 * tests/e2e/page-state.ts ask until it is so.
 */
const reads = new Set([
  'all',
  'allInnerTexts',
  'allTextContents',
  'ariaSnapshot',
  'boundingBox',
  'content',
  'count',
  'evaluate',
  'evaluateAll',
  'getAttribute',
  'innerHTML',
  'innerText',
  'inputValue',
  'isChecked',
  'isDisabled',
  'isEditable',
  'isEnabled',
  'isHidden',
  'isVisible',
  'textContent',
  'title',
  'url',
])
/** Where the read is asked again, or is no read of the page: what was requested has its address for good. */
const isAskedAgain = ({ callee }) =>
  callee.type === 'MemberExpression' && callee.object.name === 'expect' && callee.property.name === 'poll'
const isOfRequest = ({ type, name }) => type === 'Identifier' && /^(request|response|route)$/.test(name)

/** Asked again where it stands, or in a function that is given a name and then asked again wherever it is used. */
function isPolled(node, sourceCode, within = []) {
  for (let { parent } = node; parent; parent = parent.parent) {
    if (parent.type === 'CallExpression' && isAskedAgain(parent)) return true
    const isNamed = parent.type === 'VariableDeclarator' && !within.includes(parent) && /Function/.test(parent.init?.type ?? '')
    const uses = isNamed ? sourceCode.getDeclaredVariables(parent).flatMap(({ references }) => references.filter(({ init }) => !init)) : []
    if (uses.length > 0 && uses.every(({ identifier }) => isPolled(identifier, sourceCode, [...within, parent]))) return true
  }
  return false
}

/** One rule: `regulars/no-one-shot-read`. */
export default {
  meta: { name: 'regulars' },
  rules: {
    'no-one-shot-read': {
      create: (context) => ({
        CallExpression(node) {
          const { callee } = node
          if (callee.type !== 'MemberExpression' || callee.computed) return
          if (callee.property.name === 'waitForTimeout')
            context.report({ node, message: 'Time that passes is no state: wait for what is to be there.' })
          if (
            !reads.has(callee.property.name) ||
            callee.object.name === 'Promise' ||
            isOfRequest(callee.object) ||
            isPolled(node, context.sourceCode)
          )
            return
          context.report({
            node,
            message: `“${callee.property.name}” is read once, whatever the page is doing: use expect.poll, or a function of tests/e2e/page-state.ts.`,
          })
        },
      }),
    },
  },
}
