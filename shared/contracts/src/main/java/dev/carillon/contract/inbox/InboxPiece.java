package dev.carillon.contract.inbox;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a source or a file.
 *
 * @param name of the file; null for a source
 * @param content its bytes in base64, 256 KiB at most
 * @param next the offset of the next piece; null behind the last
 */
public record InboxPiece(@Nullable String name, String content, @Nullable Long next) {}
