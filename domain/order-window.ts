/** The customers of the latest orders, oldest first: a queue in a ring that grows when it is full. */

const leastCapacity = 1 << 12

export class OrderWindow {
  #customers = new Int32Array(leastCapacity)
  #instants = new Float64Array(leastCapacity)
  #oldest = 0
  #size = 0

  /** Orders come in the order of their time. */
  push(customer: number, atMicros: number): void {
    if (this.#size === this.#customers.length) this.#grow()
    const at = (this.#oldest + this.#size) & (this.#customers.length - 1)
    this.#customers[at] = customer
    this.#instants[at] = atMicros
    this.#size += 1
  }

  /** Takes out the orders before that instant. */
  dropBefore(atMicros: number, onDropped: (customer: number) => void): void {
    while (this.#size > 0 && (this.#instants[this.#oldest] as number) < atMicros) {
      onDropped(this.#customers[this.#oldest] as number)
      this.#oldest = (this.#oldest + 1) & (this.#customers.length - 1)
      this.#size -= 1
    }
  }

  #grow(): void {
    const [customers, instants] = [this.#customers, this.#instants]
    this.#customers = new Int32Array(2 * customers.length)
    this.#instants = new Float64Array(2 * instants.length)
    this.#customers.set(customers.subarray(this.#oldest))
    this.#customers.set(customers.subarray(0, this.#oldest), customers.length - this.#oldest)
    this.#instants.set(instants.subarray(this.#oldest))
    this.#instants.set(instants.subarray(0, this.#oldest), instants.length - this.#oldest)
    this.#oldest = 0
  }
}
