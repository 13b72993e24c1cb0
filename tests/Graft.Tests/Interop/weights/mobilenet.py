"""MobileNetV1 without its classifier, as Keras has it for any width."""


def layers(alpha):
    """(layer, [(name, shape), ...]) of every layer with weights; alpha is what Keras calls the width multiplier."""
    def of(filters):
        return int(filters * alpha)

    def normalization(name, channels):
        return name, [(f"{name}/{key}:0", (channels,)) for key in ("gamma", "beta", "moving_mean", "moving_variance")]

    result = [("conv1", [("conv1/kernel:0", (3, 3, 3, of(32)))]), normalization("conv1_bn", of(32))]
    channels = 32
    for number, filters in enumerate([64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024], 1):
        result += [
            (f"conv_dw_{number}", [("depthwise_kernel:0", (3, 3, of(channels), 1))]), normalization(f"conv_dw_{number}_bn", of(channels)),
            (f"conv_pw_{number}", [("kernel:0", (1, 1, of(channels), of(filters)))]), normalization(f"conv_pw_{number}_bn", of(filters)),
        ]
        channels = filters
    return result
