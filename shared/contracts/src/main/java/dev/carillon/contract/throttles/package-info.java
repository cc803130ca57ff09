/**
 * What holds mail back: throttles, servers that are paused or limited, windows, holds. Records,
 * enums and holders of contracts only: immutable, validated where they are made, and nothing that a
 * service does.
 */
@NullMarked
package dev.carillon.contract.throttles;

import org.jspecify.annotations.NullMarked;
