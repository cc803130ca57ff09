/**
 * What notifier-service answers about broadcasts, and the event of one that fired. Records, enums
 * and holders of contracts only: immutable, validated where they are made, and nothing that a
 * service does.
 */
@NullMarked
package dev.carillon.contract.broadcasts;

import org.jspecify.annotations.NullMarked;
