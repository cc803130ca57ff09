/**
 * The worker: claims or directly leases mail, sends it, stores the outcomes, and keeps its leases
 * alive. Only what works through the ports of {@code domain.queue} and {@code domain.delivery}, on
 * one context: no SQL, no SMTP, no contract of the bus, and no clock or random source of its own.
 */
@NullMarked
package dev.carillon.notifier.queue;

import org.jspecify.annotations.NullMarked;
