/**
 * What every node answers about itself and about how it reaches the others. Records, enums and
 * holders of contracts only: immutable, validated where they are made, and nothing that a service
 * does.
 */
@NullMarked
package dev.carillon.contract.cluster;

import org.jspecify.annotations.NullMarked;
