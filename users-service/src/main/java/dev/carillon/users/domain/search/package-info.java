/**
 * How names are searched: which words a text has and which of them a query means. Only what makes
 * words of texts may enter; where they are stored is for the store.
 */
@NullMarked
package dev.carillon.users.domain.search;

import org.jspecify.annotations.NullMarked;
