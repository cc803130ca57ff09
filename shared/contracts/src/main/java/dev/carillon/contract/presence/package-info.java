/**
 * Who listens to topics. Records and a holder of contracts only: immutable, validated where they
 * are made.
 */
@NullMarked
package dev.carillon.contract.presence;

import org.jspecify.annotations.NullMarked;
