package dev.carillon.launcher.imports;

/**
 * How an import goes on.
 *
 * @param batch the most rows of a request, 1 to 1,000; part of what makes requests the same again
 * @param parallel how many requests are on their way, 1 to 16
 * @param welcome whether new users get a welcome mail, where the row does not say
 * @param skipExisting whether a row whose user is there already with the same values is in
 * @param counted whether to find out how many rows there are
 */
public record ImportOptions(
    int batch, int parallel, boolean welcome, boolean skipExisting, boolean counted) {}
