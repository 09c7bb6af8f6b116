//! The sentences of the starter template's README, as hashes: its text itself is not ours to carry.
//!
//! Made by `plugin-ready template readme` from mattermost/mattermost-plugin-starter-template, every version of
//! README.md on its main branch up to commit e1f9f8811c10a59b9d2ff983812a878689fd3a0b.

/// XXH3 of each sentence as evidence::docs::template takes them apart, sorted.
#[rustfmt::skip]
pub const SENTENCES: &[u64] = &[
    0x02ac_62e5_ab30_6ec2, 0x02c6_f4e8_808e_8b0a, 0x0325_de6e_3122_6a22, 0x0493_0fb3_747c_2905, 0x04ce_7e6e_c050_468e,
    0x0529_1129_7ef0_9493, 0x0883_349a_be3a_94c4, 0x0e8b_d446_d7e7_f6d2, 0x0fbb_80c0_9ead_3092, 0x102a_6857_856d_8acb,
    0x1084_6ba4_fa47_1a10, 0x10cc_e5a9_4e5c_b2a4, 0x119c_d608_4b8c_909a, 0x1498_655b_512b_b967, 0x1a98_8bdc_ab0d_9a43,
    0x1a99_dd79_ce5a_2af7, 0x1d2d_07c6_dd2d_015d, 0x1d2d_fd26_821a_77cd, 0x2135_0306_9e3c_e3d8, 0x228c_6ece_ea5e_204e,
    0x22c7_19eb_aa94_0e25, 0x242a_eb3f_575f_4592, 0x2704_4eba_7ec0_2cab, 0x27db_2292_c792_5609, 0x28b3_993e_b4dc_6244,
    0x2964_d982_4f3f_5e4a, 0x29c2_ca48_c5a3_2fd5, 0x2b08_6fb8_071d_4d35, 0x2c02_0fce_1a01_bc8c, 0x2db7_0776_9fdc_8c2a,
    0x2ea5_8dc8_c5fb_8c10, 0x2f1f_0d61_eae5_75c7, 0x30b5_5050_dd0c_68c4, 0x3570_d8e8_3764_ed30, 0x361d_ddd6_2cf3_13be,
    0x3717_a1c2_9728_64bd, 0x39b9_ae6a_a558_594d, 0x3b46_eb09_3a5b_41c8, 0x3e07_5a39_8927_e2ef, 0x3e10_891b_33ec_fcd0,
    0x3fe1_cdea_2391_ae19, 0x41a6_69e2_3ff6_c2ca, 0x41df_4edd_988c_a2d4, 0x4502_9d42_3bd2_7015, 0x47c2_7a85_27e3_2950,
    0x490d_e77b_91d2_4f7a, 0x4ab9_b8f1_1744_9d39, 0x4b22_e542_4aea_b0a7, 0x4e10_ad73_d8e6_de47, 0x51d8_27a4_366d_88b7,
    0x53ee_b9dc_5cb3_4d18, 0x54b9_a51d_3886_5f6e, 0x577a_945f_4463_977e, 0x5d50_a956_f85e_cfe5, 0x5d58_73a7_c9b5_c9ca,
    0x5ebf_6f85_96a2_196a, 0x6101_774a_f1ac_7c3f, 0x6134_cd63_926a_d03b, 0x61e5_4b4d_634a_fe5c, 0x6306_a8a6_b26f_c37a,
    0x6336_ff8a_8bd7_278b, 0x64e8_aa75_5cb6_513f, 0x691b_192f_9d78_be85, 0x6944_f38b_9a85_9016, 0x6bac_0f82_5edb_28b8,
    0x6ce3_00a1_7f41_ec43, 0x6f7e_18f3_a2cd_4541, 0x6fe1_b034_f5e0_3864, 0x7048_b9f6_f22e_6b62, 0x739d_83e4_47f9_6ac8,
    0x758d_696d_440c_d782, 0x7618_cdb5_4189_352e, 0x7695_30e6_6222_4f53, 0x7986_1320_87ae_27ff, 0x79e7_75e7_975e_fbcb,
    0x7b2b_fcf7_c60e_8af3, 0x8031_cd6b_ba4d_acfe, 0x833f_f7fe_e301_df79, 0x84c3_9471_e326_054a, 0x898a_e2e5_0890_fa08,
    0x8a1a_5d08_4761_50a5, 0x8aa2_a5a6_c4ae_a4d8, 0x8b3a_4090_54da_9b6c, 0x8c18_847f_1cee_259c, 0x8cb8_f0cb_2b22_a9ef,
    0x8e59_2676_c354_f412, 0x8f7e_9dd3_1463_aef4, 0x9049_444e_b03a_7598, 0x95ae_9c65_ba2d_4c5b, 0x96f4_8c0d_aac7_f269,
    0x9d42_43ca_d43b_fa23, 0xa336_f6d9_cbcb_d2e1, 0xa540_b18f_b48f_4ddd, 0xa9ae_0ae0_1119_67ec, 0xad77_ff2e_adcb_5a86,
    0xaffc_212c_9e4a_1775, 0xb208_926c_0451_2a2f, 0xb3d7_a5a6_1e1b_5c10, 0xb3ea_b1a2_c674_e9de, 0xb560_d271_2493_7b65,
    0xb7b9_6993_9caf_bc1d, 0xb940_f0a7_4689_f3be, 0xbbea_703a_eb18_a42f, 0xc358_75a3_75aa_c110, 0xc6b5_9f01_2706_8339,
    0xc85b_5b84_9c68_e745, 0xc9a4_79fb_b51d_bfab, 0xc9bc_354f_3403_e2b8, 0xca96_7b18_f715_63f4, 0xcc78_3312_9c12_3da4,
    0xccfc_b5c7_a3ec_8c0c, 0xced0_4874_d9c9_fceb, 0xd293_2139_ea86_d4fb, 0xd55e_ff53_d557_9aea, 0xd991_3a7b_37b0_4ad6,
    0xdb5d_e962_d4ac_c404, 0xdb93_96e3_1c37_93b3, 0xdc5f_9a48_991b_fe09, 0xdd92_0e18_fd46_1f81, 0xde0b_2e4c_d9a6_9b15,
    0xdff1_5699_fcbb_ccc4, 0xe14e_3021_f5c7_5f0f, 0xe41b_90cd_9fb2_f545, 0xe92e_9f99_7f90_f32c, 0xe998_53f1_27ad_211f,
    0xebe9_cb8f_141d_52dc, 0xf0d9_d7f4_0f2f_e66f, 0xf28a_ddc2_9bf4_3e1b, 0xf59b_f95e_4d85_6ed3, 0xf5e0_2d7c_55b4_9b5c,
    0xf64d_4751_2204_c482, 0xf9b0_db00_b17a_b74d, 0xfa7a_83c4_0d7b_8662, 0xfc40_d9a8_d570_3fd2,
];
