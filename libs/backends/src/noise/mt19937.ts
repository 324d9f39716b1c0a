const SIZE = 624;
const MIDDLE = 397;

/** The 32-bit Mersenne Twister, seeded as torch seeds it. */
export class Mt19937 {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /** @param seed any integer; only the low 32 bits count, as in torch */
  constructor(seed: bigint) {
    this.#state[0] = Number(BigInt.asUintN(32, seed));
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#at(i - 1);
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** @returns the next 32 bits, 0 to 2^32 − 1 */
  nextUint32(): number {
    if (this.#next === SIZE) this.#twist();
    let y = this.#at(this.#next++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** @returns a double in [0, 1) from 53 bits of two draws, the first being the high half */
  nextDouble(): number {
    const high = this.nextUint32();
    const low = this.nextUint32();
    return ((high & 0x1fffff) * 2 ** 32 + low) / 2 ** 53;
  }

  /** @returns a float32 in [0, 1) from 24 bits of one draw */
  nextFloat32(): number {
    return (this.nextUint32() & 0xffffff) / 2 ** 24;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (this.#at(i) & 0x80000000) | (this.#at((i + 1) % SIZE) & 0x7fffffff);
      state[i] = this.#at((i + MIDDLE) % SIZE) ^ (y >>> 1) ^ ((y & 1) !== 0 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
