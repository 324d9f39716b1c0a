;; Planes of -1 to 1 as bytes of RGB, interleaved: in float32, rounded to the nearest, ties to even, and clamped,
;; as diffusers' VaeImageProcessor does it. Sixteen places at a time.
(module
  (memory (export "memory") 1)

  ;; Four values as integers, not yet clamped.
  (func $round (param $at i32) (result v128)
    (i32x4.trunc_sat_f32x4_s
      (f32x4.nearest
        (f32x4.mul
          (f32x4.add
            (f32x4.mul (v128.load (local.get $at)) (f32x4.splat (f32.const 0.5)))
            (f32x4.splat (f32.const 0.5)))
          (f32x4.splat (f32.const 255))))))

  ;; Sixteen values as bytes.
  (func $bytes (param $at i32) (result v128)
    (i8x16.narrow_i16x8_u
      (i16x8.narrow_i32x4_s
        (call $round (local.get $at))
        (call $round (i32.add (local.get $at) (i32.const 16))))
      (i16x8.narrow_i32x4_s
        (call $round (i32.add (local.get $at) (i32.const 32)))
        (call $round (i32.add (local.get $at) (i32.const 48))))))

  ;; Reads three planes that begin `stride` bytes after each other, the first at 0, and writes the pixels of the
  ;; first `places` places, or up to 15 more, behind them.
  (func (export "toPixels") (param $places i32) (param $stride i32)
    (local $at i32) (local $end i32) (local $to i32) (local $red v128) (local $green v128) (local $blue v128)
    (local.set $end (i32.shl (local.get $places) (i32.const 2)))
    (local.set $to (i32.mul (local.get $stride) (i32.const 3)))
    (loop $sixteens
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $red (call $bytes (local.get $at)))
          (local.set $green (call $bytes (i32.add (local.get $at) (local.get $stride))))
          (local.set $blue
            (call $bytes (i32.add (local.get $at) (i32.shl (local.get $stride) (i32.const 1)))))
          (v128.store (local.get $to)
            (i8x16.shuffle 0 1 16 3 4 17 6 7 18 9 10 19 12 13 20 15
              (i8x16.shuffle 0 16 0 1 17 0 2 18 0 3 19 0 4 20 0 5 (local.get $red) (local.get $green))
              (local.get $blue)))
          (v128.store offset=16 (local.get $to)
            (i8x16.shuffle 0 21 2 3 22 5 6 23 8 9 24 11 12 25 14 15
              (i8x16.shuffle 21 0 6 22 0 7 23 0 8 24 0 9 25 0 10 26 (local.get $red) (local.get $green))
              (local.get $blue)))
          (v128.store offset=32 (local.get $to)
            (i8x16.shuffle 26 1 2 27 4 5 28 7 8 29 10 11 30 13 14 31
              (i8x16.shuffle 0 11 27 0 12 28 0 13 29 0 14 30 0 15 31 0 (local.get $red) (local.get $green))
              (local.get $blue)))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (local.set $to (i32.add (local.get $to) (i32.const 48)))
          (br $sixteens))))))
