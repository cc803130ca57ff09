/**
 * Which processes of a cluster serve an address: how they make themselves known, which of them is
 * asked next, and how what the cluster has lost of them is put back. Nothing of contracts and their
 * messages may enter.
 */
@NullMarked
package dev.carillon.bus.instance;

import org.jspecify.annotations.NullMarked;
