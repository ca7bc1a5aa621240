/** Lineage as functions of facts: names, events of OpenLineage, and what a contract connects. */
package io.headgate.registry.lineage;
