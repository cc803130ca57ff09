package dev.carillon.contract;

/** The answer of a request that has nothing to say but that it was done. */
public record Done() {}
