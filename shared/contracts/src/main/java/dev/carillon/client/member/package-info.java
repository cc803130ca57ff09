/**
 * The way of a JVM program into the cluster: it joins as a member without services, asks them by
 * typed calls, and takes events for good. Contracts, the bus and what a member of the cluster needs
 * may enter; no service, and no protocol of the edge.
 */
@NullMarked
package dev.carillon.client.member;

import org.jspecify.annotations.NullMarked;
