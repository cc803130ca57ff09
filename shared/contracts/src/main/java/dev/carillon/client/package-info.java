/**
 * Clients in Java for those who use Carillon from outside: the live one speaks to {@code /ws}. Only
 * what talks to the public protocols may enter; who joins the cluster is in {@code member}.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
