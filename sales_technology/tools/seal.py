"""What may touch a sealed document: this addon's own code, and nothing that comes in by RPC."""

CONTEXT_KEY = "salestech_seal"


class Seal:
    """Carried in the context by the methods that move a document along, and by nothing else.

    A client sends JSON, and JSON cannot make an instance of this class: so no context that
    comes in by RPC can open what is sealed.
    """

    __slots__ = ()

    @classmethod
    def held(cls, context):
        """Tell whether our own code put the seal into `context`."""
        return isinstance(context.get(CONTEXT_KEY), cls)

    @classmethod
    def over(cls, context):
        """Return the context with the seal, and without the defaults that a client may have put into his."""
        return {**cls.without_defaults(context), CONTEXT_KEY: cls()}

    @classmethod
    def without_defaults(cls, context):
        """Return the context without the seal and without any default_* of a client's."""
        return {key: value for key, value in context.items() if not key.startswith("default_") and key != CONTEXT_KEY}

    @classmethod
    def on(cls, records):
        """Return the records as only the steps of the flow may write them; never to be handed out."""
        return records.with_env(records.env(context=cls.over(records.env.context)))
