package io.headgate.local;

/**
 * A word of {@code headgate} that a module above this one adds: a picocli command, found by {@link
 * java.util.ServiceLoader}.
 */
public interface HeadgateSubcommand {}
