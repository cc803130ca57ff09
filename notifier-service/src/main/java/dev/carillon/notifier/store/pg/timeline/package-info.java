/**
 * What happened to one mail, put together from the tables that know a part of it. Only the reading
 * may enter; each part is written by who does it.
 */
@NullMarked
package dev.carillon.notifier.store.pg.timeline;

import org.jspecify.annotations.NullMarked;
