/** The subscribe page: one button that does what can be done now, and a sentence that says how things stand. */
;(() => {
  const root = document.querySelector('[data-push]')
  const button = root.querySelector('button')
  const status = root.querySelector('[role=status]')

  const sentences = {
    unsupported: 'This browser cannot show notifications of web pages.',
    denied: 'This browser has been told not to show notifications of this page. You can change that in its settings for the page.',
    subscribed: 'You get our notifications on this device.',
    not_subscribed: 'You do not get our notifications on this device.',
  }

  function show(state) {
    status.textContent = sentences[state]
    root.dataset.push = state
    button.hidden = state === 'unsupported' || state === 'denied'
    button.textContent = state === 'subscribed' ? 'Stop notifications' : 'Get notifications'
  }

  button.addEventListener('click', () => void change())

  async function change() {
    button.disabled = true
    try {
      show(
        await (root.dataset.push === 'subscribed'
          ? regularsPush.unsubscribe()
          : regularsPush.subscribe({ customer: root.dataset.customer })),
      )
    } catch (error) {
      root.dataset.fault = error.name
      status.textContent =
        error.code === 'link_not_valid'
          ? 'This link has expired. Please open it from the store again.'
          : 'That did not work. Please try again in a minute.'
    } finally {
      button.disabled = false
    }
  }

  regularsPush.state().then(show)
})()
