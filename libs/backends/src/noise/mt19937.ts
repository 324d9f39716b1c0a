const SIZE = 624;
const MIDDLE = 397;

/** The 32-bit Mersenne Twister, seeded as torch seeds it. */
export class Mt19937 {
  /** Signed: V8 keeps 32 bits in a register then. */
  readonly #state = new Int32Array(SIZE);
  #next = SIZE;

  /** @param seed any integer; only the low 32 bits count, as in torch */
  constructor(seed: bigint) {
    let previous = Number(BigInt.asIntN(32, seed));
    this.#state[0] = previous;
    for (let i = 1; i < SIZE; i++) {
      previous = (Math.imul(1812433253, previous ^ (previous >>> 30)) + i) | 0;
      this.#state[i] = previous;
    }
  }

  /** @returns the next 32 bits, 0 to 2^32 − 1 */
  nextUint32(): number {
    if (this.#next === SIZE) this.#twist();
    return temper(this.#state[this.#next++]!) >>> 0;
  }

  /** @returns a double in [0, 1) from 53 bits of two draws, the first being the high half */
  nextDouble(): number {
    const high = this.nextUint32();
    const low = this.nextUint32();
    return ((high & 0x1fffff) * 2 ** 32 + low) / 2 ** 53;
  }

  /** Fills with float32 in [0, 1), each from 24 bits of one draw. */
  fillUniform(data: Float32Array): void {
    for (let start = 0; start < data.length;) {
      if (this.#next === SIZE) this.#twist();
      const words = this.#state.subarray(this.#next, this.#next + data.length - start);
      for (let i = 0; i < words.length; i++) data[start + i] = (temper(words[i]!) & 0xffffff) / 2 ** 24;
      start += words.length;
      this.#next += words.length;
    }
  }

  #twist(): void {
    const state = this.#state;
    const ahead = SIZE - MIDDLE;
    for (let i = 0; i < ahead; i++) state[i] = state[i + MIDDLE]! ^ mix(state[i]!, state[i + 1]!);
    for (let i = ahead; i < SIZE - 1; i++) state[i] = state[i - ahead]! ^ mix(state[i]!, state[i + 1]!);
    state[SIZE - 1] = state[MIDDLE - 1]! ^ mix(state[SIZE - 1]!, state[0]!);
    this.#next = 0;
  }
}

/** The highest bit of one word, the rest of the next, times the twister's matrix. */
function mix(word: number, next: number): number {
  const y = (word & 0x80000000) | (next & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
