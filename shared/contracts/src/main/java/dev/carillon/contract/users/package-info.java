/**
 * What users-service answers, and the events of users. Records, enums and holders of contracts
 * only: immutable, validated where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.users;

import org.jspecify.annotations.NullMarked;
