# SPDX-FileCopyrightText: The egovplan authors
# SPDX-License-Identifier: EUPL-1.2
"""Beta distribution in plain Python: the reference for the compiled tables."""

from __future__ import annotations

import math


def beta_probability(x: float, alpha: float, beta: float) -> float:
    """Return the distribution function of a beta distribution at ``x`` (regularised incomplete beta function).

    Notes
    -----
    Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, by Lentz's method.
    """
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (alpha + 1) / (alpha + beta + 2):
        return 1 - beta_probability(1 - x, beta, alpha)
    log_front = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    front = math.exp(log_front + alpha * math.log(x) + beta * math.log1p(-x)) / alpha
    return front / _fraction(x, alpha, beta)


def _fraction(x: float, alpha: float, beta: float) -> float:
    value, upper, lower = 1.0, 1.0, 0.0
    for k in range(1, 1000):
        m = k // 2
        if k % 2:
            term = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
        else:
            term = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        lower = 1 / (1 + term * lower)
        upper = 1 + term / upper
        value *= upper * lower
        if abs(upper * lower - 1) < 1e-15:
            break
    return value


def beta_quantile(p: float, alpha: float, beta: float) -> float:
    """Return the ``x`` at which the distribution function is ``p``, by bisection."""
    low, high = 0.0, 1.0
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if beta_probability(middle, alpha, beta) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2
