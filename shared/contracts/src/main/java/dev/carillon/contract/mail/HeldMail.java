package dev.carillon.contract.mail;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One node's answer when a mail is called back that somebody has in his hands.
 *
 * @param holds whether this node has it
 * @param calledBack whether it was called back in time; then it is settled already
 * @param phase how far it came, where it is too late
 */
public record HeldMail(UUID id, boolean holds, boolean calledBack, @Nullable String phase) {}
