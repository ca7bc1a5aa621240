package io.headgate.local;

/**
 * One thing that a doctor looked at.
 *
 * @param told what was found, with the remedy when it is not well
 */
public record Finding(boolean ok, String what, String told) {}
