/**
 * Who may do what on which topic: rules, a caller, an action, and a plain yes or no. Everyone who
 * decides that, at the edge and behind it, asks here; nothing is read or stored.
 */
@NullMarked
package dev.carillon.topic.access;

import org.jspecify.annotations.NullMarked;
