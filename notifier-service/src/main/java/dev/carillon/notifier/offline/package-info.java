/**
 * The books of mail for commands that run without the service. Only what works through its stores
 * and its domain may enter; nothing here sends, and nobody is served.
 */
@NullMarked
package dev.carillon.notifier.offline;

import org.jspecify.annotations.NullMarked;
