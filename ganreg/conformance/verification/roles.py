"""What an argument is for, by its name: people call the same thing by a hundred names."""

import re

CRITIC, GENERATOR, REAL, FAKE, DEVICE, WEIGHT, BATCH = (
    "critic",
    "generator",
    "real",
    "fake",
    "device",
    "weight",
    "batch size",
)
EPSILON, LABELS, REAL_SCORES, FAKE_SCORES, SCORES, POINTS = (
    "epsilon",
    "labels",
    "real scores",
    "fake scores",
    "scores",
    "points",
)
CRITIC_OPTIMIZER, GENERATOR_OPTIMIZER, LATENT, CUDA, CONFIG, COUNT, LATENT_SIZE, BOUND, IS_REAL = (
    "critic optimizer",
    "generator optimizer",
    "latent",
    "cuda",
    "config",
    "count",
    "latent size",
    "bound",
    "is real",
)
ADDED, FACTOR, PAC = "added number", "factor", "pac"
LOGGER, RATE, N_CRITIC, GRADIENTS, LOADER, CHANNELS, SIDE = (
    "logger",
    "rate",
    "n_critic",
    "gradients",
    "loader",
    "channels",
    "side",
)

_DISC = (
    r"(d|f|c|critic|crit|disc|discriminator|discrim|dis|net_?d|d_?net|d_?model|model_?d|critic_?net|"
    r"dnet|netcritic|net_?c|(discrim|discriminator|critic)_?net(work)?)"
)
_LOGIT = (
    r"(logits?|scores?|preds?|predictions?|outs?|outputs?|validity|values?|prob|probs|probabilit(y|ies)|decisions?)"
)
_REAL = r"(real|true|r)"
_FAKE = r"(fake|gen|generated|gz|g|synth|f)"
_DATA = r"(data|images?|imgs?|samples?|x|xs|batch|inputs?|videos?|points?|examples?|tensor|minibatch|image_batch)"

PATTERNS: tuple[tuple[str, str], ...] = (
    (CRITIC_OPTIMIZER,
        r"(opt(im|imi[sz]er)?_?(d|dis|disc|critic|discriminator|c|f)|(d|dis|disc|critic|discriminator|"
        r"c)_?(opt(im)?|optimi[sz]er|solver|trainer)|optimi[sz]er_?(net)?d|net_?d_?opt(im)?)"),
    (GENERATOR_OPTIMIZER,
        r"(opt(im|imi[sz]er)?_?(g|gen|generator)|(g|gen|generator)_?(opt(im)?|optimi[sz]er|solver)|"
        r"optimi[sz]er_?(net)?g|net_?g_?opt(im)?)"),
    (IS_REAL, r"(target_)?is_real|for_real|real_target"),
    (REAL_SCORES,
        rf"(d|dis|disc|critic|c|net_?d)_?{_REAL}(_?{_LOGIT})?|{_REAL}_?{_LOGIT}|{_LOGIT}_?(on_|of_|"
        rf"for_)?{_REAL}|d(is|isc)?_?x|dx|y_real|real_y|{_REAL}_d|c_real|f_real|critic_x|(dis|d)_real_out|"
        rf"d_out_real|d_logits?_real|real_d_out|dreal|errd_real"),
    (FAKE_SCORES,
        rf"(d|dis|disc|critic|c|net_?d)_?{_FAKE}(_?{_LOGIT})?|{_FAKE}_?{_LOGIT}|{_LOGIT}_?(on_|of_|"
        rf"for_)?{_FAKE}|[df]_?gz|d_g_z\d?|y_fake|fake_y|fake_d|c_fake|f_fake|d_out_fake|d_logits?_fake|"
        rf"fake_d_out|dfake|dgz\d?"),
    (GENERATOR, r"(g|gen|generator|net_?g|g_?net|g_?model|model_?g|gnet|netgen|decoder)"),
    (CRITIC,
        rf"{_DISC}|f_?critic|critic_(fn|func|model|network)|disc_(fn|model|network)|discriminator_(fn|"
        rf"model|network)|net|model|network|d_fn|dis_net|netdisc|critic_f|adversariat|adversary|energy|"
        rf"potential|f_?theta|f_?w|disc_?model|critic_?model|module"),
    (CUDA,
        r"(use_?)?(cuda|gpu|gpus)|gpu_?ids?|use_?cuda|use_?gpu|on_gpu|is_cuda|cuda_available|ngpu|n_gpu|"
        r"distributed|ddp|parallel|multi_gpu|use_amp|amp|fp16|mixed_precision"),
    (DEVICE, r"(device|dev|torch_device|device_type|local_rank|rank|gpu_id)"),
    (WEIGHT,
        r"(lambda|lamb|lam|lmbd[ao]?|lambd|lambda_?(gp|term|val|value|grad|reg|r1|pen|penalty|1|_)?|"
        r"lambda_?gradient_?penalty|lambda_grad_penalty|lamda(_gp)?|λ|gamma|r1_?gamma|r2_?gamma|"
        r"gp_?(weight|lambda|coef+|coefficient|scale|factor|lam|w)|(penalty|gp|r1|reg|gradient_penalty|"
        r"grad_penalty|grad|r1_reg|r2)_?(weight|coef+|coefficient|lambda|scale|strength|factor|param|"
        r"gamma|amount|lam)|w_gp|weight|weight_gp|c_lambda|coef+|scale|penalty|k_gp|reg_param|d_reg|gp_w|"
        r"reg_weight|lambda_r1|l_gp|alpha_gp|grad_weight|gradient_weight)"),
    (BATCH,
        r"(batch_?size|bs|b_size|batchsize|n_?samples|mb_size|minibatch_size|nb|batch_n|num_samples|"
        r"n_batch|batch_gpu|((train|test|mini)_?)?batch_?(sz|n)|(train|test|mini)_?batch_?size)"),
    (PAC, r"(pac|packing|pac_?size|n_?packs?)"),
    (EPSILON,
        r"(eps(ilon)?|alphas?|epsilons?|interp(olation)?_?(coef+|alpha|weight)?|mix(ing)?_?(ratio|coef+)?|"
        r"t|u|ep|rand_?(eps|alpha)|eta|theta|uniform)"),
    (LABELS,
        r"(labels?|y|ys|c_?label|cond(itions?|itioning)?|targets?|class_?(labels?|ids?)|cls|classes|"
        r"real_labels?|fake_labels?|label_real|y_labels?|lbl)"),
    (LATENT_SIZE,
        r"(z_?dim|latent_?(dim|size)|nz|noise_?(dim|size)|n_?latent|dim_z|z_size|latent_?dimension|n_z|"
        r"nlatent|code_dim|hidden_dim|embed_dim)"),
    (LATENT,
        r"(z|latents?|noises?|zs|latent_?(code|vector|z)s?|gen_z|z_noise|fixed_noise|code|rand_?z|noise_z|"
        r"seed_noise)"),
    (BOUND,
        r"(clip(_?(value|val|bound|c|range|weight|coef+|size|param|const|threshold|limit|max))?|"
        r"weight_?clip(ping)?(_?(limit|value))?|clamp(_?(value|num|bound|val))?|bound|limit|threshold|"
        r"max_?val(ue)?|clip_?(upper|max|hi|high)|clamp_upper|clamp_max|upper|w_?clip|"
        r"weight_cliping_limit|max_weight|c_value)"),
    ("lower bound", r"(clamp_?(lower|min)|lower|min_?val(ue)?|clip_?(lower|min|lo|low))"),
    (GRADIENTS, r"(grads?|gradients?|norms?|grad_?norms?|slopes?|g_norms?|gradient_norms?)"),
    (POINTS,
        r"(x_?in|d_?in|interpolat(es?|ed|ion|ions)(_?(images?|samples?|data))?|x_?hat|xhat|"
        r"mixed(_?(images?|samples?|x))?|inputs?|x_interp|interp|x_?tilde|samples_in|x_both|net_in|x_mix|"
        r"real_in|x_r|mid(points?)?)"),
    (SCORES,
        r"(d_?out|out|output|outputs|y_?hat|disc_?out|dis_?out|d_?output|net_?out|logits?|scores?|preds?|"
        r"predictions?|d_?x_?hat|mixed_scores|critic_out|interp_out|d_interp|disc_interpolates|"
        r"interp_scores|input|x_score|d_scores|d_logits?|validity)"),
    (REAL,
        rf"{_REAL}(_?{_DATA})?|x_?{_REAL}|{_DATA}_?(of_|from_)?{_REAL}|xr|x|real_a|real_b|reals|x_?true|"
        rf"{_DATA}|target_images?|real_x_?\w*|realdata|realimgs|x_data|xreal|data_real|imgs_real|"
        rf"images_real|real_im(g|age)s?|real_im|gt|x_r|a|ground_truth|real_inputs?|inp_real|pos|positive|x1"),
    (FAKE,
        rf"{_FAKE}(_?{_DATA})?|x_?{_FAKE}|{_DATA}_?(of_|from_)?{_FAKE}|xf|fakes|gen(erated)?_?{_DATA}|"
        rf"x_?tilde|x_?g|fakedata|fakeimgs|data_fake|imgs_fake|xfake|fake_im(g|age)s?|fake_im|b|y_hat|"
        rf"gen_imgs|recon(structed|s)?|x_gen|sampled|fake_inputs?|neg|negative|x2|synthetic|syn|"
        rf"gen_samples|predicted|pred_data|sr|generator_output"),
    (CONFIG,
        r"(opts?|args?|cfg|conf|config|hparams?|params?|flags|hp|hyper_?params?|settings|options|self|"
        r"configuration|training_args|train_cfg)"),
    (N_CRITIC,
        r"(n_?critic|critic_?iter(ation)?s?|d_?iters?|n_?dis|critic_steps|n_?disc|disc_iters|d_steps|"
        r"num_critic|k_critic|ncritic|diters)"),
    (COUNT,
        r"(step|steps|iter(ation)?s?|epochs?|n_iter|global_?step|idx|i|batch_idx|batch_i|it|n_?epochs?|"
        r"cur_\w+|current_\w+|num_epochs|batch_index|optimizer_idx|cur_iter|counter|iteration_num|"
        r"print_every|save_every|log_interval|sample_interval|max_epochs?|tick|generator_iters|"
        r"gen_iterations)"),
    (RATE, r"(lr|learning_?rate|lr_?[dgc]|d_lr|g_lr|lrD|lrG)"),
    (LOADER, r"(data_?loader|loader|train_?loader|dl|dataset|data_iter|train_dl)"),
    (LOGGER, r"(logger|writer|log|summary_?writer|tb|tensorboard|wandb|experiment|log_fn|pbar)"),
    (CHANNELS,
        r"(channels?|n_?channels?|nc|img_?channels?|image_channels|in_channels|c_dim|num_channels|"
        r"n_colors)"),
    (SIDE, r"(img_?size|image_?size|size|height|width|h|w|im_size|resolution|res|dim)"),
)  # fmt: skip


_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in PATTERNS)
SINGLE = {"D": CRITIC, "G": GENERATOR, "C": CRITIC, "F": CRITIC, "X": REAL, "Z": LATENT}
"""Capital letters mean networks and batches."""
TERM = re.compile(r"((\w+_)?(penalty|gp|reg|regulari[sz](er|ation)|r1|r2|aux|auxiliary)(_(loss|term|value|\d))?)")
"""Terms that somebody else has computed and that a loss adds."""


def is_term(name: str) -> bool:
    """Whether a loss adds a number of this name to its own.

    >>> is_term("gradient_penalty"), is_term("gp"), is_term("lambda_gp")
    (True, True, False)
    """
    plain = name.strip("_").lower()
    return bool(TERM.fullmatch(plain)) and not re.search(r"lamb?d?a?_|coef|weight|scale|factor", plain)


def role_of(name: str) -> str:
    """What an argument or attribute of this name is for; empty where the name does not tell.

    >>> role_of("netD"), role_of("real_samples"), role_of("LAMBDA"), role_of("frobnicate")
    ('critic', 'real', 'weight', '')
    """
    if name in SINGLE:
        return SINGLE[name]
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip("_")).lower()
    tight = plain.replace("_", "")
    for role, pattern in _COMPILED:
        if pattern.fullmatch(plain) or pattern.fullmatch(tight):
            return role
    return ""
