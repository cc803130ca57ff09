package dev.carillon.contract.keys;

import dev.carillon.contract.PageRequest;

/** Keys in the order of their names. */
public record ListKeys(PageRequest page) {}
