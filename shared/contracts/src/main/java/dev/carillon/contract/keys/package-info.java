/**
 * What users-service answers about API keys. Records, enums and holders of contracts only:
 * immutable, validated where they are made, and never a key itself: hashes alone go over the bus.
 */
@NullMarked
package dev.carillon.contract.keys;

import org.jspecify.annotations.NullMarked;
