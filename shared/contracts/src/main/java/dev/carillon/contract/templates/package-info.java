/**
 * What notifier-service answers about templates of mail. Records, enums and holders of contracts
 * only: immutable, validated where they are made, and nothing that a service does.
 */
@NullMarked
package dev.carillon.contract.templates;

import org.jspecify.annotations.NullMarked;
