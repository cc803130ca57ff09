/**
 * What the local inbox answers. Records, enums and holders of contracts only: immutable, validated
 * where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.inbox;

import org.jspecify.annotations.NullMarked;
