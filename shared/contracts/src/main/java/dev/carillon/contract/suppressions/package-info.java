/**
 * What notifier-service answers about addresses that want no mail, and about mail that is held.
 * Records, enums and holders of contracts only: immutable, validated where they are made, and
 * nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.suppressions;

import org.jspecify.annotations.NullMarked;
