/**
 * Topics of the bus whose messages go to live clients. Records, enums and holders of contracts
 * only: immutable, validated where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.live;

import org.jspecify.annotations.NullMarked;
