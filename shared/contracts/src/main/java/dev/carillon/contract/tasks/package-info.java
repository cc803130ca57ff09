/**
 * What every node answers about its background tasks. Records, enums and holders of contracts only:
 * immutable, validated where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.tasks;

import org.jspecify.annotations.NullMarked;
