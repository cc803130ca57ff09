package dev.carillon.planted.two;

import dev.carillon.planted.one.CycleOne;

/** Breaks "no cycles" with CycleOne. */
public record CycleTwo(CycleOne other) {}
