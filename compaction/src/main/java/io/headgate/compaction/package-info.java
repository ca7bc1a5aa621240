/**
 * Maintenance of the lake's files. A pure planner ({@link io.headgate.compaction.FilePlanner})
 * decides from facts, and a thin part reads the facts ({@link io.headgate.compaction.TableFiles})
 * and carries the decision out ({@link io.headgate.compaction.PartitionRewrite}).
 *
 * <p>{@link io.headgate.compaction.MaintainJob} does all kinds of upkeep of a pipeline's tables,
 * each in a class {@code *Upkeep} that first says whether it is worth doing. One job at a time
 * maintains a table, by a {@link io.headgate.platform.registry.TableLease}.
 *
 * <p>Each partition is rewritten in a commit of its own, whole or not at all: a batch run that
 * changes one partition meanwhile costs that partition's rewrite and no other. Rewrites remove no
 * file from storage, so whoever reads an older snapshot goes on reading it.
 */
package io.headgate.compaction;
