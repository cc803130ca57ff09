/**
 * Messages that several services share: ids, pages, conditions, domain events. Records, enums and
 * holders of contracts only: immutable, validated where they are made, and nothing that a service
 * does.
 */
@NullMarked
package dev.carillon.contract;

import org.jspecify.annotations.NullMarked;
