/**
 * What goes to live clients, and the topics that they listen to. Records, enums and holders of
 * contracts only: immutable, validated where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.live;

import org.jspecify.annotations.NullMarked;
