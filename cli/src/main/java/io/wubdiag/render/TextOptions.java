package io.wubdiag.render;

/**
 * How a report is to look as text.
 *
 * @param colour whether to use the terminal's colours; {@code NO_COLOR} and the like are the
 *     caller's affair
 * @param width columns to wrap at, 0 for not at all. Names of classes and frames are never cut, so
 *     a line may still be longer
 * @param full whether to add all threads of all processes with their whole stacks
 * @param explain whether to add below each piece of evidence the command by which to check it
 */
public record TextOptions(boolean colour, int width, boolean full, boolean explain) {}
