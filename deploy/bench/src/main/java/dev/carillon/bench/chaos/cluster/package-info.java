/**
 * {@code carillon chaos --cluster}: services in processes of their own behind a balancer, which
 * leave, die and stand still while clients ask at a steady rate. What a client may notice is
 * decided here.
 */
@NullMarked
package dev.carillon.bench.chaos.cluster;

import org.jspecify.annotations.NullMarked;
