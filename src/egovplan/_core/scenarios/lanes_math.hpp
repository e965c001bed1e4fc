// SPDX-FileCopyrightText: The egovplan authors
// SPDX-License-Identifier: EUPL-1.2

// Logarithm, exponential and the normal distribution from +, -, *, / and sqrt alone, which IEEE 754 rounds in one way only:
// no library of a machine takes part, so every machine draws the same numbers.
// Included inside the namespace of an instruction set.

#pragma once

inline double bits_to_double(std::uint64_t bits) {
    double x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

inline std::uint64_t double_to_bits(double x) {
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

// Natural logarithm of a positive normal number: x = m 2^k with m from 1/sqrt(2) to sqrt(2), log m = 2 artanh((m - 1) / (m + 1)).
inline double log_of(double x) {
    const std::uint64_t bits = double_to_bits(x), moved = bits - 0x3fe6a09e667f3bcdu;
    const double m = bits_to_double(bits - (moved & 0xfff0000000000000u));
    // the exponent, as a double without a conversion of 64-bit integers: 2^52 + 2^51 + k lies in the mantissa
    const std::uint64_t raised = (moved >> 52) ^ 0x800u;  // k + 2048 in twelve bits
    const double k = bits_to_double(0x4330000000000000u | raised) - (0x1p52 + 2048.0);
    const double s = (m - 1.0) / (m + 1.0), z = s * s;
    double sum = 1.0 / 21.0;
    sum = sum * z + 1.0 / 19.0;
    sum = sum * z + 1.0 / 17.0;
    sum = sum * z + 1.0 / 15.0;
    sum = sum * z + 1.0 / 13.0;
    sum = sum * z + 1.0 / 11.0;
    sum = sum * z + 1.0 / 9.0;
    sum = sum * z + 1.0 / 7.0;
    sum = sum * z + 1.0 / 5.0;
    sum = sum * z + 1.0 / 3.0;
    sum = sum * z + 1.0;
    return 2.0 * s * sum + k * 0.693147180559945309417;
}

// e^x for -700 < x < 700: x = k log 2 + r, Taylor's series for r up to log(2) / 2.
inline double exp_of(double x) {
    const double shifted = x * 1.44269504088896340736 + 0x1.8p52;  // k in the low bits
    const double k = shifted - 0x1.8p52;
    const double r = (x - k * 0x1.62e42fefa0000p-1) - k * 0x1.cf79abc9e3b3ap-40;
    double sum = 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    return sum * bits_to_double((double_to_bits(shifted) + 1023u) << 52);
}

// Normal quantile, M. J. Wichura: Algorithm AS 241, Applied Statistics 37 (1988), PPND16 for 2^-33 < p < 1 - 2^-33;
// its third piece begins at p = e^-25 only.
inline double normal_quantile(double p) {
    const double q = p - 0.5;
    const double r = 0.180625 - q * q;
    double top = 2509.0809287301226727, below = 5226.495278852545925;
    top = top * r + 33430.575583588128105;
    top = top * r + 67265.770927008700853;
    top = top * r + 45921.953931549871457;
    top = top * r + 13731.693765509461125;
    top = top * r + 1971.5909503065514427;
    top = top * r + 133.14166789178437745;
    top = top * r + 3.387132872796366608;
    below = below * r + 28729.085735721942674;
    below = below * r + 39307.89580009271061;
    below = below * r + 21213.794301586595867;
    below = below * r + 5394.1960214247511077;
    below = below * r + 687.1870074920579083;
    below = below * r + 42.313330701600911252;
    below = below * r + 1.0;
    const double middle = q * top / below;
    const double t = EGOVPLAN_SQRT(-log_of(q < 0.0 ? p : 1.0 - p)) - 1.6;
    double over = 7.7454501427834140764e-4, under = 1.05075007164441684324e-9;
    over = over * t + 0.0227238449892691845833;
    over = over * t + 0.24178072517745061177;
    over = over * t + 1.27045825245236838258;
    over = over * t + 3.64784832476320460504;
    over = over * t + 5.7694972214606914055;
    over = over * t + 4.6303378461565452959;
    over = over * t + 1.42343711074968357734;
    under = under * t + 5.475938084995344946e-4;
    under = under * t + 0.0151986665636164571966;
    under = under * t + 0.14810397642748007459;
    under = under * t + 0.68976733498510000455;
    under = under * t + 1.6763848301838038494;
    under = under * t + 2.05319162663775882187;
    under = under * t + 1.0;
    const double outer = over / under;
    const double tail = q < 0.0 ? -outer : outer;
    return r >= 0.0 ? middle : tail;  // |q| <= 0.425
}

// Normal distribution function, J. F. Hart et al.: Computer approximations (1968), no. 5666, as given by G. West: Better
// approximations to cumulative normal functions, Wilmott (2005); for |z| < 7.07.
inline double normal_probability(double z) {
    const double x = z < 0.0 ? -z : z;
    double top = 3.52624965998911e-02, below = 8.83883476483184e-02;
    top = top * x + 0.700383064443688;
    top = top * x + 6.37396220353165;
    top = top * x + 33.912866078383;
    top = top * x + 112.079291497871;
    top = top * x + 221.213596169931;
    top = top * x + 220.206867912376;
    below = below * x + 1.75566716318264;
    below = below * x + 16.064177579207;
    below = below * x + 86.7807322029461;
    below = below * x + 296.564248779674;
    below = below * x + 637.333633378831;
    below = below * x + 793.826512519948;
    below = below * x + 440.413735824752;
    const double tail = exp_of(-0.5 * x * x) * top / below;
    return z > 0.0 ? 1.0 - tail : tail;
}
