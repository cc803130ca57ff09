package dev.carillon.planted.one;

import dev.carillon.planted.two.CycleTwo;

/** Breaks "no cycles" with CycleTwo. */
public record CycleOne(CycleTwo other) {}
