"""Confluent's own client against a registry, which the environment names: REGISTRY_URL, REGISTRY_KEY, and TOPIC, which
a pipeline reads whose rule uses the field delay_minutes."""

import json
import os
import unittest
import uuid

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, topic_record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

ID = {"name": "id", "type": "string"}
COUNT = {"name": "n", "type": "int", "default": 0}


def record(*fields, name="Ride"):
    return json.dumps({"type": "record", "name": name, "namespace": "shop", "fields": list(fields)})


def client():
    """A client without anything in its caches."""
    key = os.environ["REGISTRY_KEY"]
    return SchemaRegistryClient({"url": os.environ["REGISTRY_URL"], "basic.auth.user.info": f"producer:{key}"})


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.topic = f"t{uuid.uuid4().hex}"
        self.subject = f"{self.topic}-value"
        self.registry = client()

    def assert_refused(self, status, code, call, *args, **kwargs):
        with self.assertRaises(SchemaRegistryError) as raised:
            call(*args, **kwargs)
        self.assertEqual((raised.exception.http_status_code, raised.exception.error_code), (status, code))
        self.assertTrue(raised.exception.error_message)
        return raised.exception.error_message

    def register(self, definition, **kwargs):
        return client().register_schema(self.subject, Schema(definition, "AVRO"), **kwargs)

    def test_what_a_serializer_wrote_a_deserializer_reads(self):
        context = SerializationContext(self.topic, MessageField.VALUE)
        old = AvroSerializer(self.registry, record(ID))({"id": "a"}, context)
        new = AvroSerializer(self.registry, record(ID, COUNT))({"id": "b", "n": 7}, context)

        read = AvroDeserializer(client(), record(ID, COUNT))
        self.assertEqual(read(old, context), {"id": "a", "n": 0})
        self.assertEqual(read(new, context), {"id": "b", "n": 7})
        self.assertEqual(AvroDeserializer(client())(old, context), {"id": "a"})
        self.assertEqual(self.registry.get_versions(self.subject), [1, 2])
        latest = self.registry.get_latest_version(self.subject)
        self.assertEqual((latest.version, int.from_bytes(new[1:5], "big")), (2, latest.schema_id))

    def test_a_serializer_that_registers_nothing_takes_the_latest(self):
        schema_id = self.register(record(ID, COUNT))
        serializer = AvroSerializer(
            self.registry, conf={"auto.register.schemas": False, "use.latest.version": True}
        )
        written = serializer({"id": "a", "n": 1}, SerializationContext(self.topic, MessageField.VALUE))
        self.assertEqual(int.from_bytes(written[1:5], "big"), schema_id)

    def test_a_serializer_can_name_subjects_by_topic_and_record(self):
        serializer = AvroSerializer(
            self.registry, record(ID), conf={"subject.name.strategy": topic_record_subject_name_strategy}
        )
        self.assertTrue(serializer({"id": "a"}, SerializationContext(self.topic, MessageField.VALUE)))
        self.assertIn(f"{self.topic}-shop.Ride", self.registry.get_subjects())

    def test_the_same_schema_has_the_same_id_everywhere(self):
        first = self.register(record(ID))
        self.assertEqual(self.register(record(ID)), first)
        self.assertEqual(self.registry.register_schema(f"other-{self.subject}", Schema(record(ID), "AVRO")), first)
        self.assertEqual(client().lookup_schema(self.subject, Schema(record(ID), "AVRO")).version, 1)
        self.assertEqual(json.loads(client().get_schema(first).schema_str), json.loads(record(ID)))
        self.assertIn(self.subject, self.registry.get_subjects_by_schema_id(first))
        self.assertIn(
            (self.subject, 1), [(v.subject, v.version) for v in self.registry.get_schema_versions(first)]
        )
        self.assertEqual(self.registry.get_schema_types(), ["AVRO"])
        self.assertEqual(self.registry.get_referenced_by(self.subject, 1), [])

    def test_normalized_the_order_of_properties_makes_no_difference(self):
        one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
        first = self.register(json.dumps({**one, **json.loads(record(ID))}), normalize_schemas=True)
        second = self.register(json.dumps({**other, **json.loads(record(ID))}), normalize_schemas=True)
        self.assertEqual(first, second)

    def test_levels_are_set_and_an_incompatible_schema_is_refused(self):
        self.register(record(ID))
        breaking = Schema(record(ID, {"name": "n", "type": "int"}), "AVRO")
        self.assertEqual(self.registry.set_compatibility(self.subject, "full"), {"compatibility": "FULL"})
        self.assertEqual(self.registry.get_compatibility(self.subject), "FULL")
        self.assertEqual(self.registry.get_compatibility(), "BACKWARD")
        self.assertFalse(self.registry.test_compatibility(self.subject, breaking))
        self.assertTrue(self.registry.test_compatibility(self.subject, Schema(record(ID, COUNT), "AVRO")))
        told = self.assert_refused(409, 409, self.registry.register_schema, self.subject, breaking)
        self.assertIn("/fields/1", told)
        self.assert_refused(422, 42203, self.registry.set_compatibility, self.subject, "sometimes")

    def test_a_pipeline_that_would_break_is_named(self):
        subject = f"{os.environ['TOPIC']}-value"
        schema = json.loads(self.registry.get_latest_version(subject).schema.schema_str)
        schema["fields"] = [field for field in schema["fields"] if field["name"] != "delay_minutes"]
        told = self.assert_refused(
            409, 409, self.registry.register_schema, subject, Schema(json.dumps(schema), "AVRO")
        )
        self.assertIn("rule delay_is_plausible", told)

    def test_versions_and_subjects_are_deleted_softly_and_for_good(self):
        schema_id = self.register(record(ID))
        self.register(record(ID, COUNT))
        self.assertEqual(self.registry.delete_version(self.subject, 1), 1)
        self.assertEqual(self.registry.get_versions(self.subject), [2])
        self.assertEqual(self.registry.get_versions(self.subject, deleted=True), [1, 2])
        self.assertEqual(client().get_version(self.subject, 1, deleted=True).schema_id, schema_id)
        self.assert_refused(404, 40402, client().get_version, self.subject, 1)
        self.assert_refused(404, 40406, self.registry.delete_version, self.subject, 1)
        self.assert_refused(404, 40407, self.registry.delete_version, self.subject, 2, permanent=True)
        self.assertEqual(self.registry.delete_version(self.subject, 1, permanent=True), 1)
        self.assert_refused(404, 40405, self.registry.delete_subject, self.subject, permanent=True)
        self.assertEqual(self.registry.delete_subject(self.subject), [2])
        self.assert_refused(404, 40404, self.registry.delete_subject, self.subject)
        self.assertNotIn(self.subject, self.registry.get_subjects())
        self.assertIn(self.subject, self.registry.get_subjects(deleted=True))
        self.assertEqual(self.registry.delete_subject(self.subject, permanent=True), [2])
        self.assertEqual(self.register(record(ID)), schema_id)

    def test_what_is_not_there_is_told_by_its_code(self):
        self.assert_refused(404, 40401, self.registry.get_versions, self.subject)
        self.assert_refused(404, 40401, self.registry.get_latest_version, self.subject)
        self.assert_refused(404, 40403, self.registry.get_schema, 2_000_000_000)
        self.register(record(ID))
        self.assert_refused(404, 40402, self.registry.get_version, self.subject, 9)
        self.assert_refused(422, 42202, self.registry.get_version, self.subject, 0)
        self.assert_refused(404, 40403, client().lookup_schema, self.subject, Schema(record(COUNT), "AVRO"))
        self.assert_refused(404, 40408, self.registry.get_compatibility, self.subject)

    def test_what_is_not_supported_is_refused_clearly(self):
        for kind in ("PROTOBUF", "JSON"):
            told = self.assert_refused(422, 42201, self.registry.register_schema, self.subject, Schema("{}", kind))
            self.assertIn("only AVRO", told)


if __name__ == "__main__":
    unittest.main()
