/**
 * The PostgreSQL servers of a run: their folders, the copy of one that follows it, the disk that
 * can be filled and the clock that can be moved. Nothing that strikes by itself may enter.
 */
@NullMarked
package dev.carillon.bench.chaos.postgres;

import org.jspecify.annotations.NullMarked;
