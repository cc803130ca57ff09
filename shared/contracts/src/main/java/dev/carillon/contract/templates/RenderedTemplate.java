package dev.carillon.contract.templates;

import org.jspecify.annotations.Nullable;

/** A template that was filled. */
public record RenderedTemplate(String subject, String text, @Nullable String html) {}
