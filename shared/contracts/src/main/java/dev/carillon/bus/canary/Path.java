package dev.carillon.bus.canary;

import org.jspecify.annotations.Nullable;

/**
 * A way to be tried.
 *
 * @param address without the part that names a node
 * @param node at which process; null for whomever the cluster names
 */
record Path(String address, @Nullable String node) {}
