/**
 * The rules about topics as the process knows them, for whoever at the edge has to decide by them.
 * Filled by the feed of topics; who may do what is decided in {@code topic.access}.
 */
@NullMarked
package dev.carillon.gateway.topics.rules;

import org.jspecify.annotations.NullMarked;
