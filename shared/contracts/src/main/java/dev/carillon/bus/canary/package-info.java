/**
 * Small questions to every address that this process needs and to every process of the cluster, all
 * the time and at a bounded rate, and what came of them. Only whether and how fast somebody answers
 * may enter; what a service does, or needs, is its own affair.
 */
@NullMarked
package dev.carillon.bus.canary;

import org.jspecify.annotations.NullMarked;
