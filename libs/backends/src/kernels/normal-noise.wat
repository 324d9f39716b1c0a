;; Uniform values to normal ones, as torch does it on x86-64 with AVX2: Box-Muller on blocks of 16, with the
;; Cephes polynomials of avx_mathfun.h for ln, sin and cos in float32, contracted to fused multiply-adds by
;; GCC. The order of operations is part of the result: other orders differ in the last bit, and then a seed no
;; longer gives the picture that it gives in Python.
;;
;; Four values at a time. In JavaScript the same takes seven times as long, a tenth of a GPU's step.
(module
  (memory (export "memory") 1)

  ;; a * b + c, rounded once to float32, as the FMA instruction does it.
  ;;
  ;; The product is exact in double precision; the sum is not, and rounding it to double and then to float32 may
  ;; round twice. That goes wrong only where the sum in double precision lies exactly between two float32 (of
  ;; the 29 bits that float32 has not, only the first is set): there the error of the sum decides.
  (func $fma (param $a v128) (param $b v128) (param $c v128) (result v128)
    (local $product v128) (local $addend v128) (local $sum v128) (local $isTie v128)
    (local $upperProduct v128) (local $upperAddend v128) (local $upperSum v128) (local $isUpperTie v128)
    (local.set $product (f64x2.mul (f64x2.promote_low_f32x4 (local.get $a)) (f64x2.promote_low_f32x4 (local.get $b))))
    (local.set $addend (f64x2.promote_low_f32x4 (local.get $c)))
    (local.set $sum (f64x2.add (local.get $product) (local.get $addend)))
    (local.set $isTie
      (i64x2.eq
        (v128.and (local.get $sum) (v128.const i64x2 0x1fffffff 0x1fffffff))
        (v128.const i64x2 0x10000000 0x10000000)))
    (local.set $upperProduct
      (f64x2.mul
        (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $a) (local.get $a)))
        (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $b) (local.get $b)))))
    (local.set $upperAddend
      (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $c) (local.get $c))))
    (local.set $upperSum (f64x2.add (local.get $upperProduct) (local.get $upperAddend)))
    (local.set $isUpperTie
      (i64x2.eq
        (v128.and (local.get $upperSum) (v128.const i64x2 0x1fffffff 0x1fffffff))
        (v128.const i64x2 0x10000000 0x10000000)))
    (if (v128.any_true (v128.or (local.get $isTie) (local.get $isUpperTie)))
      (then
        (local.set $sum
          (call $decide (local.get $isTie) (local.get $product) (local.get $addend) (local.get $sum)))
        (local.set $upperSum
          (call $decide (local.get $isUpperTie) (local.get $upperProduct) (local.get $upperAddend) (local.get $upperSum)))))
    (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
      (f32x4.demote_f64x2_zero (local.get $sum))
      (f32x4.demote_f64x2_zero (local.get $upperSum))))

  ;; Sums; those that are ties, but not exact, one bit towards the exact value. The error is that of TwoSum.
  (func $decide (param $isTie v128) (param $a v128) (param $b v128) (param $sum v128) (result v128)
    (local $part v128) (local $error v128) (local $bit v128)
    (local.set $part (f64x2.sub (local.get $sum) (local.get $a)))
    (local.set $error
      (f64x2.add
        (f64x2.sub (local.get $a) (f64x2.sub (local.get $sum) (local.get $part)))
        (f64x2.sub (local.get $b) (local.get $part))))
    ;; 1, away from zero, where both have the same sign; else -1.
    (local.set $bit
      (v128.or
        (i64x2.shr_s (v128.xor (local.get $error) (local.get $sum)) (i32.const 63))
        (v128.const i64x2 1 1)))
    (i64x2.add
      (local.get $sum)
      (v128.and
        (local.get $bit)
        (v128.and (local.get $isTie) (f64x2.ne (local.get $error) (v128.const f64x2 0 0))))))

  ;; ln x, for normal x above 0.
  (func $log (param $x v128) (result v128)
    (local $exponent v128) (local $mantissa v128) (local $isLow v128) (local $m v128) (local $z v128) (local $y v128)
    (local.set $exponent
      (i32x4.sub (i32x4.shr_u (local.get $x) (i32.const 23)) (v128.const i32x4 126 126 126 126)))
    (local.set $mantissa
      (v128.or
        (v128.and (local.get $x) (v128.const i32x4 0x007fffff 0x007fffff 0x007fffff 0x007fffff))
        (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)))
    ;; Below the root of one half: the exponent one lower, and the mantissa once more.
    (local.set $isLow
      (f32x4.lt (local.get $mantissa) (f32x4.splat (f32.const 0.7071067811865476))))
    (local.set $exponent (f32x4.convert_i32x4_s (i32x4.add (local.get $exponent) (local.get $isLow))))
    (local.set $m
      (f32x4.add
        (f32x4.sub (local.get $mantissa) (f32x4.splat (f32.const 1)))
        (v128.and (local.get $mantissa) (local.get $isLow))))
    (local.set $z (f32x4.mul (local.get $m) (local.get $m)))
    (local.set $y (f32x4.splat (f32.const 7.0376836292e-2)))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const -1.151461031e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const 1.167699874e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const -1.2420140846e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const 1.4249322787e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const -1.6668057665e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const 2.0000714765e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const -2.4999993993e-1))))
    (local.set $y (call $fma (local.get $y) (local.get $m) (f32x4.splat (f32.const 3.3333331174e-1))))
    (local.set $y (f32x4.mul (local.get $y) (local.get $m)))
    (local.set $y
      (call $fma
        (local.get $y)
        (local.get $z)
        (f32x4.mul (local.get $exponent) (f32x4.splat (f32.const -2.12194440e-4)))))
    (local.set $y (call $fma (f32x4.neg (local.get $z)) (f32x4.splat (f32.const 0.5)) (local.get $y)))
    (call $fma
      (local.get $exponent)
      (f32x4.splat (f32.const 0.693359375))
      (f32x4.add (local.get $m) (local.get $y))))

  ;; Sine and cosine of angles of 0 or above, in radians.
  (func $sinCos (param $x v128) (result v128 v128)
    (local $octant v128) (local $angle v128) (local $z v128) (local $sine v128) (local $cosine v128) (local $isSwapped v128)
    (local.set $octant
      (v128.and
        (i32x4.add
          (i32x4.trunc_sat_f32x4_s (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.27323954473516))))
          (v128.const i32x4 1 1 1 1))
        (v128.const i32x4 -2 -2 -2 -2)))
    ;; Minus that many quarters of pi, which is told in three parts.
    (local.set $angle (f32x4.convert_i32x4_s (local.get $octant)))
    (local.set $angle
      (call $fma
        (local.get $angle)
        (f32x4.splat (f32.const -3.774894977445941e-8))
        (call $fma
          (local.get $angle)
          (f32x4.splat (f32.const -2.4187564849853516e-4))
          (call $fma (local.get $angle) (f32x4.splat (f32.const -0.78515625)) (local.get $x)))))
    (local.set $z (f32x4.mul (local.get $angle) (local.get $angle)))

    (local.set $cosine (f32x4.splat (f32.const 2.443315711809948e-5)))
    (local.set $cosine (call $fma (local.get $cosine) (local.get $z) (f32x4.splat (f32.const -1.388731625493765e-3))))
    (local.set $cosine (call $fma (local.get $cosine) (local.get $z) (f32x4.splat (f32.const 4.166664568298827e-2))))
    (local.set $cosine (f32x4.mul (local.get $cosine) (local.get $z)))
    (local.set $cosine
      (call $fma
        (local.get $cosine)
        (local.get $z)
        (f32x4.neg (f32x4.mul (local.get $z) (f32x4.splat (f32.const 0.5))))))
    (local.set $cosine (f32x4.add (local.get $cosine) (f32x4.splat (f32.const 1))))

    (local.set $sine (f32x4.splat (f32.const -1.9515295891e-4)))
    (local.set $sine (call $fma (local.get $sine) (local.get $z) (f32x4.splat (f32.const 8.3321608736e-3))))
    (local.set $sine (call $fma (local.get $sine) (local.get $z) (f32x4.splat (f32.const -1.6666654611e-1))))
    (local.set $sine (f32x4.mul (local.get $sine) (local.get $z)))
    (local.set $sine (call $fma (local.get $sine) (local.get $angle) (local.get $angle)))

    ;; Which of the two it is, and its sign, tell the octant's bits.
    (local.set $isSwapped
      (i32x4.eq (v128.and (local.get $octant) (v128.const i32x4 2 2 2 2)) (v128.const i32x4 2 2 2 2)))
    (v128.xor
      (v128.bitselect (local.get $cosine) (local.get $sine) (local.get $isSwapped))
      (call $signOfBit2 (local.get $octant)))
    (v128.xor
      (v128.bitselect (local.get $sine) (local.get $cosine) (local.get $isSwapped))
      (call $signOfBit2
        (v128.not (i32x4.sub (local.get $octant) (v128.const i32x4 2 2 2 2))))))

  (func $signOfBit2 (param $octant v128) (result v128)
    (i32x4.shl (v128.and (local.get $octant) (v128.const i32x4 4 4 4 4)) (i32.const 29)))

  ;; Turns the memory's first `length` values, a multiple of 16, from uniform in [0, 1) to normal ones: of each
  ;; 16, value j and j + 8 make a pair.
  (func (export "toNormal") (param $length i32)
    (local $at i32) (local $end i32) (local $radius v128) (local $sine v128) (local $cosine v128)
    (local.set $end (i32.shl (local.get $length) (i32.const 2)))
    (loop $fours
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $radius
            (f32x4.sqrt
              (f32x4.mul
                (f32x4.splat (f32.const -2))
                (call $log (f32x4.sub (f32x4.splat (f32.const 1)) (v128.load (local.get $at)))))))
          (call $sinCos
            (f32x4.mul (f32x4.splat (f32.const 6.283185307179586)) (v128.load offset=32 (local.get $at))))
          (local.set $cosine)
          (local.set $sine)
          (v128.store (local.get $at) (f32x4.mul (local.get $radius) (local.get $cosine)))
          (v128.store offset=32 (local.get $at) (f32x4.mul (local.get $radius) (local.get $sine)))
          ;; Two fours to a block.
          (local.set $at
            (i32.add
              (i32.add (local.get $at) (i32.const 16))
              (i32.shl (i32.and (local.get $at) (i32.const 16)) (i32.const 1))))
          (br $fours)))))

  ;; For tests: of four values each from 0, 16 and 32 on, a * b + c to 48.
  (func (export "fma")
    (v128.store (i32.const 48)
      (call $fma (v128.load (i32.const 0)) (v128.load (i32.const 16)) (v128.load (i32.const 32))))))
